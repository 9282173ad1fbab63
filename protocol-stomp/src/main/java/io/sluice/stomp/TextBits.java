package io.sluice.stomp;

import io.sluice.broker.MessageFlags;
import io.sluice.broker.MessageView;
import io.sluice.broker.Stretch;
import io.sluice.lane.Crossing;
import java.util.BitSet;

/**
 * Which bodies of a stretch are valid UTF-8, for those who must know (WebSocket). Looked at once
 * and left in the stretch; never changed.
 */
@Crossing
final class TextBits {
    private static final int FORM = 11;

    private final BitSet bits;

    private TextBits(BitSet bits) {
        this.bits = bits;
    }

    static TextBits of(Stretch stretch) {
        if (stretch.form(FORM) instanceof TextBits made) {
            return made;
        }
        TextBits looked = new TextBits(look(stretch));
        stretch.keepForm(FORM, looked);
        return looked;
    }

    /** Whether the body of the record with this number is text. */
    boolean isText(int index) {
        return bits.get(index);
    }

    private static BitSet look(Stretch stretch) {
        BitSet found = new BitSet(stretch.count());
        MessageView view = new MessageView();
        int at = stretch.from();
        for (int i = 0; i < stretch.count(); i++) {
            view.on(stretch.bytes(), at);
            boolean known = (view.flags() & MessageFlags.BODY_UTF8) != 0;
            if (known || Utf8Text.isValid(view.bytes(), view.payloadAt(), view.payloadBytes())) {
                found.set(i);
            }
            at = view.next();
        }
        return found;
    }
}
