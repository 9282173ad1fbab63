package io.sluice.gateway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code sluice ctl publish}: a message as the gateway itself. */
@Command(
        name = "publish",
        description = "Publishes a message as the gateway itself.",
        mixinStandardHelpOptions = true)
final class CtlPublish implements Callable<Integer> {
    @ParentCommand private CtlCommand ctl;

    @Parameters(paramLabel = "TOPIC", description = "A topic name.")
    private String topic;

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            defaultValue = "",
            description = "The payload; empty without this option.")
    private String text;

    @Option(
            names = {"-q", "--qos"},
            paramLabel = "QOS",
            defaultValue = "1",
            description = "0, 1 or 2.")
    private int qos;

    @Option(
            names = {"-r", "--retain"},
            description = "Retain it.")
    private boolean isRetained;

    @Override
    public Integer call() throws IOException {
        StringWriter body = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
            json.writeStartObject();
            json.writeStringField("topic", topic);
            json.writeStringField("payload", text);
            json.writeNumberField("qos", qos);
            json.writeBooleanField("retain", isRetained);
            json.writeEndObject();
        }
        return ctl.api().send("POST", "publish", body.toString(), AdminCall::asLines);
    }
}
