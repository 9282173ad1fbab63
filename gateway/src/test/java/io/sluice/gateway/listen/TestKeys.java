package io.sluice.gateway.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its self-signed certificate, made by the JDK's keytool for one test run. */
public final class TestKeys {
    private static final char[] STORE_PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "key";

    private final Path directory;
    private final String name;
    private final KeyStore store;

    private TestKeys(Path directory, String name, KeyStore store) {
        this.directory = directory;
        this.name = name;
        this.store = store;
    }

    public static TestKeys make(Path directory, String name)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = directory.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                ALIAS,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "SAN=dns:localhost,ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(STORE_PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(name + ".keytool").toFile())
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(
                    "keytool: " + Files.readString(directory.resolve(name + ".keytool")));
        }
        return new TestKeys(directory, name, KeyStore.getInstance(file.toFile(), STORE_PASSWORD));
    }

    public Path certificateFile() throws IOException, GeneralSecurityException {
        return pem("certificate", "CERTIFICATE", certificate().getEncoded());
    }

    public Path keyFile() throws IOException, GeneralSecurityException {
        return pem("key", "PRIVATE KEY", store.getKey(ALIAS, STORE_PASSWORD).getEncoded());
    }

    Path keyFile(String password) throws IOException, GeneralSecurityException {
        String algorithm = "PBEWithSHA1AndDESede";
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm)
                        .generateSecret(new PBEKeySpec(password.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        byte[] hidden = cipher.doFinal(store.getKey(ALIAS, STORE_PASSWORD).getEncoded());
        return pem(
                "locked",
                "ENCRYPTED PRIVATE KEY",
                new EncryptedPrivateKeyInfo(cipher.getParameters(), hidden).getEncoded());
    }

    /** A client's side that trusts the other's certificate, and shows this one. */
    SSLContext clientTrusting(TestKeys server) throws IOException, GeneralSecurityException {
        KeyManagerFactory mine =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        mine.init(store, STORE_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(mine.getKeyManagers(), server.trust().getTrustManagers(), null);
        return context;
    }

    /** A client's side that trusts this certificate, and shows none. */
    SSLContext stranger() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust().getTrustManagers(), null);
        return context;
    }

    private TrustManagerFactory trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, certificate());
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    private Certificate certificate() throws GeneralSecurityException {
        return store.getCertificate(ALIAS);
    }

    private Path pem(String what, String header, byte[] content) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.write(
                directory.resolve(name + "-" + what + ".pem"),
                List.of("-----BEGIN " + header + "-----", body, "-----END " + header + "-----"));
    }
}
