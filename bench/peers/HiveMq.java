import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs HiveMQ CE on a port, in a folder, until it is told to end. For bench/compare. */
public final class HiveMq {
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Path data = Files.createDirectories(folder.resolve("data"));
        Path extensions = Files.createDirectories(folder.resolve("extensions"));
        Files.writeString(
                conf.resolve("config.xml"),
                """
                <?xml version="1.0" encoding="UTF-8" ?>
                <hivemq>
                  <listeners>
                    <tcp-listener>
                      <port>%s</port>
                      <bind-address>127.0.0.1</bind-address>
                    </tcp-listener>
                  </listeners>
                  <mqtt>
                    <queued-messages>
                      <max-queue-size>100000000</max-queue-size>
                    </queued-messages>
                  </mqtt>
                  <anonymous-usage-statistics>
                    <enabled>false</enabled>
                  </anonymous-usage-statistics>
                </hivemq>
                """
                        .formatted(arguments[0]));
        EmbeddedExtension open =
                EmbeddedExtension.builder()
                        .withId("open")
                        .withName("Lets everybody in")
                        .withVersion("1")
                        .withExtensionMain(new Open())
                        .build();
        EmbeddedHiveMQ broker =
                EmbeddedHiveMQ.builder()
                        .withConfigurationFolder(conf)
                        .withDataFolder(data)
                        .withExtensionsFolder(extensions)
                        .withEmbeddedExtension(open)
                        .build();
        broker.start().join();
        Thread.currentThread().join();
    }

    /** Authenticates everybody. */
    private static final class Open implements com.hivemq.extension.sdk.api.ExtensionMain {
        @Override
        public void extensionStart(
                com.hivemq.extension.sdk.api.parameter.ExtensionStartInput input,
                com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput output) {
            com.hivemq.extension.sdk.api.auth.SimpleAuthenticator everybody =
                    (in, out) -> out.authenticateSuccessfully();
            com.hivemq.extension.sdk.api.services.Services.securityRegistry()
                    .setAuthenticatorProvider(provider -> everybody);
        }

        @Override
        public void extensionStop(
                com.hivemq.extension.sdk.api.parameter.ExtensionStopInput input,
                com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput output) {}
    }
}
