package io.sluice.gateway.cli;

import io.sluice.log.Damage;
import io.sluice.log.LogFiles;
import io.sluice.log.LogInspection;
import io.sluice.log.LogSummary;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice log}: reads a log without the gateway, and changes nothing. */
@Command(
        name = "log",
        description = "Reads a log without the gateway; changes nothing. DIR is data/log.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class LogCommand {
    @Spec private CommandSpec spec;

    @Command(
            name = "stat",
            description = "What lies in the log: segments, offsets, times, bytes.",
            mixinStandardHelpOptions = true)
    int stat(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        try (LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            LogSummary summary = log.stat();
            PrintWriter out = spec.commandLine().getOut();
            for (LogSummary.Part part : summary.segments()) {
                out.printf(
                        "%s  offsets %d to %d  %s to %s  %,d of %,d bytes%s%n",
                        part.file().getFileName(),
                        part.baseOffset(),
                        part.endOffset(),
                        Instant.ofEpochMilli(part.baseTimeMs()),
                        Instant.ofEpochMilli(part.endTimeMs()),
                        part.recordBytes(),
                        part.fileBytes(),
                        part.sealed() ? "  sealed" : "");
            }
            out.printf(
                    "%d segments, %d held ready; offsets %d to %d; %,d bytes; %s%n",
                    summary.segments().size(),
                    summary.spares(),
                    summary.firstOffset(),
                    summary.endOffset(),
                    summary.bytes(),
                    summary.closed()
                            ? "closed in peace"
                            : "open, or not closed in peace; durable below "
                                    + summary.durableEnd());
            out.flush();
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "verify",
            description = "Reads everything, and tells every damage with file, byte and offset.",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        try (LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            List<Damage> damages = log.verify();
            PrintWriter out = spec.commandLine().getOut();
            damages.forEach(out::println);
            if (damages.isEmpty()) {
                LogSummary summary = log.stat();
                out.printf("whole: offsets %d to %d%n", summary.firstOffset(), summary.endOffset());
            }
            out.flush();
            return damages.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(
            name = "dump",
            description = "Every record that can be read: offset, time, kind, topic, body.",
            mixinStandardHelpOptions = true)
    int dump(
            @Parameters(paramLabel = "DIR") Path directory,
            @Option(
                            names = "--from",
                            paramLabel = "OFFSET",
                            defaultValue = "0",
                            description = "Begin at this offset.")
                    long from,
            @Option(
                            names = {"-a", "--all"},
                            description = "Control records and fillers too.")
                    boolean all,
            @Option(names = "--json", description = "One JSON object a line.") boolean json)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        RecordText text = new RecordText();
        try (LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            log.dump(
                    from,
                    (file, position, bytes, at) -> {
                        if (all || RecordLayout.type(bytes, at) == RecordType.PUBLISH) {
                            out.println(
                                    json
                                            ? text.json(file, position, bytes, at)
                                            : text.line(bytes, at));
                        }
                        if (out.checkError()) {
                            throw new IOException("nobody reads the output any more");
                        }
                    });
        }
        out.flush();
        return ExitCode.DONE;
    }
}
