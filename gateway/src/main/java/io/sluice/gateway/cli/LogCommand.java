package io.sluice.gateway.cli;

import io.sluice.log.CommitLog;
import io.sluice.log.Damage;
import io.sluice.log.LogCut;
import io.sluice.log.LogFiles;
import io.sluice.log.LogInspection;
import io.sluice.log.LogSummary;
import io.sluice.log.RecordLayout;
import io.sluice.log.RecordType;
import io.sluice.subscription.SnapshotCare;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice log}: reads a log without the gateway, and cuts it when a person says so. */
@Command(
        name = "log",
        description = "Reads a log without the gateway; only cut changes it. DIR is data/log.",
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
            description =
                    "Reads everything, and the snapshots beside it, and tells every damage with"
                            + " file, byte and offset.",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "DIR") Path directory) throws IOException {
        try (LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            List<Damage> damages = log.verify();
            PrintWriter out = spec.commandLine().getOut();
            DamageReport report = DamageReport.of(directory, damages);
            report.lines().forEach(out::println);
            if (report.lines().isEmpty()) {
                LogSummary summary = log.stat();
                out.printf("whole: offsets %d to %d%n", summary.firstOffset(), summary.endOffset());
            }
            out.flush();
            return report.lines().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
        }
    }

    @Command(
            name = "cut",
            description =
                    "Drops a message and all behind it, on purpose. The gateway must be down. The"
                            + " files as they were are kept in a folder below DIR.",
            mixinStandardHelpOptions = true)
    int cut(
            @Parameters(paramLabel = "DIR") Path directory,
            @Option(
                            names = "--at",
                            paramLabel = "OFFSET",
                            required = true,
                            description = "The first offset to go.")
                    long offset)
            throws IOException {
        if (offset < 0) {
            throw new ParameterException(spec.commandLine(), "--at: no offset is below 0");
        }
        Path kept;
        try (LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            assert log != null; // there is a log: a cut makes none
        }
        try {
            kept = LogCut.at(offset, directory, LogFiles.onDisk());
        } catch (IllegalArgumentException damagedBefore) {
            spec.commandLine().getErr().println(damagedBefore.getMessage());
            return ExitCode.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("cut at offset %d; what was there is in %s%n", offset, kept);
        out.flush();
        return ExitCode.DONE;
    }

    @Command(
            name = "drop-snapshot",
            description =
                    "Puts a damaged snapshot aside, on purpose: what it alone kept is lost. The"
                            + " gateway must be down.",
            mixinStandardHelpOptions = true)
    int dropSnapshot(
            @Parameters(paramLabel = "DIR") Path directory,
            @Parameters(paramLabel = "FILE", description = "The snapshot.") Path file)
            throws IOException {
        Path aside;
        try (Closeable lock = LogFiles.onDisk().lock(directory.resolve(CommitLog.LOCK));
                LogInspection log = LogInspection.open(directory, LogFiles.onDisk())) {
            assert lock != null;
            Path folder = file.toAbsolutePath().getParent();
            aside = new SnapshotCare(folder).drop(file, log.stat().firstOffset());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("dropped; what was there is %s%n", aside);
        out.flush();
        return ExitCode.DONE;
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
