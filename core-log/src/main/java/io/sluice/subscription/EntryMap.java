package io.sluice.subscription;

import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * An open-addressed table of sessions, at most half full; what makes two the same, the owner says.
 */
final class EntryMap {
    private final ToIntFunction<SessionEntry> hash;
    private SessionEntry[] slots = new SessionEntry[4];
    private int count;

    EntryMap(ToIntFunction<SessionEntry> hash) {
        this.hash = hash;
    }

    int count() {
        return count;
    }

    int first(int itsHash) {
        return itsHash & slots.length - 1;
    }

    int next(int place) {
        return place + 1 & slots.length - 1;
    }

    boolean isFree(int place) {
        return slots[place] == null;
    }

    SessionEntry at(int place) {
        return slots[place];
    }

    void add(SessionEntry entry) {
        if (2 * (count + 1) > slots.length) {
            grow();
        }
        seat(entry);
        count++;
    }

    /** Takes the session out; if it is not here, does nothing. */
    void remove(SessionEntry entry) {
        int gap = first(hash.applyAsInt(entry));
        while (slots[gap] != entry) {
            if (isFree(gap)) {
                return;
            }
            gap = next(gap);
        }
        for (int i = next(gap); slots[i] != null; i = next(i)) {
            int home = first(hash.applyAsInt(slots[i]));
            if ((i - home & slots.length - 1) >= (i - gap & slots.length - 1)) {
                slots[gap] = slots[i];
                gap = i;
            }
        }
        slots[gap] = null;
        count--;
    }

    SessionEntry[] toArray() {
        SessionEntry[] all = new SessionEntry[count];
        int i = 0;
        for (SessionEntry entry : slots) {
            if (entry != null) {
                all[i++] = entry;
            }
        }
        return all;
    }

    void forEach(Consumer<SessionEntry> visitor) {
        for (SessionEntry entry : slots) {
            if (entry != null) {
                visitor.accept(entry);
            }
        }
    }

    private void grow() {
        SessionEntry[] old = slots;
        slots = new SessionEntry[2 * old.length];
        for (SessionEntry entry : old) {
            if (entry != null) {
                seat(entry);
            }
        }
    }

    private void seat(SessionEntry entry) {
        int place = first(hash.applyAsInt(entry));
        while (slots[place] != null) {
            place = next(place);
        }
        slots[place] = entry;
    }
}
