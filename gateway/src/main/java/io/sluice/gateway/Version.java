package io.sluice.gateway;

/** Which build this is. */
public final class Version {
    private static final String UNPACKED = "unpacked";

    private Version() {}

    /** The jar's version; {@code "unpacked"} outside of a jar. */
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? UNPACKED : version;
    }
}
