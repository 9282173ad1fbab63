package io.sluice.subscription;

import io.sluice.log.RecordLayout;

/**
 * The frame of a control record: where its body begins, and which version of the bodies this is. A
 * body with another version is not read.
 */
final class ControlRecord {
    static final int VERSION = 1;

    private static final int CAPACITY = 128;

    /** A writer that stands behind the header and the version. */
    static StateWriter begin() {
        return new StateWriter(RecordLayout.HEADER_BYTES, CAPACITY).u8(VERSION);
    }

    /**
     * One whole record with this body, padded.
     *
     * @param ref the session that it is of, 0 for none
     */
    static byte[] image(int type, int ref, StateWriter body) {
        int length = body.length();
        byte[] image = body.image(RecordLayout.ALIGNMENT);
        RecordLayout.writeHeader(image, 0, length, type, 0, 0, 0);
        RecordLayout.setPublisher(image, 0, ref, 0);
        return image;
    }

    /** Sets the reader on the body, behind the version. */
    static StateReader open(StateReader reader, byte[] records, int at) {
        reader.on(
                records,
                RecordLayout.payloadAt(records, at),
                RecordLayout.payloadBytes(records, at));
        int version = reader.left() == 0 ? 0 : reader.u8();
        if (version != VERSION) {
            throw new UnreadableStateException(
                    "control record at offset %d, type %d: version %d, this gateway reads %d"
                            .formatted(
                                    RecordLayout.offset(records, at),
                                    RecordLayout.type(records, at),
                                    version,
                                    VERSION));
        }
        return reader;
    }

    private ControlRecord() {}
}
