import io.moquette.broker.Server;
import io.moquette.broker.config.MemoryConfig;
import java.util.Properties;

/** Runs Moquette on a port, in memory, until it is told to end. For bench/compare. */
public final class Moquette {
    public static void main(String[] arguments) throws Exception {
        Properties settings = new Properties();
        settings.setProperty("port", arguments[0]);
        settings.setProperty("host", "127.0.0.1");
        settings.setProperty("data_path", arguments[1]);
        settings.setProperty("persistence_enabled", "false");
        settings.setProperty("allow_anonymous", "true");
        settings.setProperty("telemetry_enabled", "false");
        settings.setProperty("netty.epoll", "true");
        settings.setProperty("netty.mqtt.message_size", "1048576");
        settings.setProperty("session_queue_size", "65536");
        settings.setProperty("immediate_buffer_flush", "true");
        new Server().startServer(new MemoryConfig(settings));
        Thread.currentThread().join();
    }
}
