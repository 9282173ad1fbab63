package io.sluice.stomp;

import static io.sluice.stomp.StompConfig.require;

/**
 * How much of a frame is read before its client is told that it is too long. Keys {@code
 * stomp.frames.*}.
 *
 * @param headersMax header lines of one frame, 10 to 10,000
 * @param headerLineBytesMax bytes of one header line, 256 to 65,535
 * @param headerBytesMax bytes of a frame's command and headers together, 1 KiB to 1 MiB
 * @param bodyBytesMax bytes of a body, 1 KiB to 256 MiB
 * @param beforeLoginBytesMax bytes of a frame as long as the client is not let in, 1 KiB to 1 MiB
 */
public record FrameLimits(
        int headersMax,
        int headerLineBytesMax,
        int headerBytesMax,
        int bodyBytesMax,
        int beforeLoginBytesMax) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    public FrameLimits {
        require(headersMax >= 10 && headersMax <= 10_000, "frames.headers-max", headersMax);
        require(
                headerLineBytesMax >= 256 && headerLineBytesMax <= 65_535,
                "frames.header-line-bytes-max",
                headerLineBytesMax);
        require(
                headerBytesMax >= KIB && headerBytesMax <= MIB,
                "frames.header-bytes-max",
                headerBytesMax);
        require(
                bodyBytesMax >= KIB && bodyBytesMax <= 256 * MIB,
                "frames.body-bytes-max",
                bodyBytesMax);
        require(
                beforeLoginBytesMax >= KIB && beforeLoginBytesMax <= MIB,
                "frames.before-login-bytes-max",
                beforeLoginBytesMax);
    }

    /** 100 headers, 16 KiB a line, 64 KiB of headers, 1 MiB of body; 64 KiB before login. */
    public static FrameLimits defaults() {
        return new FrameLimits(100, 16 * KIB, 64 * KIB, MIB, 64 * KIB);
    }
}
