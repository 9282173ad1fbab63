package io.sluice.gateway.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Asks the kernel what a process has used: the broker's, or our own. */
final class ProcessWatch {
    private static final String RESIDENT = "VmRSS:";

    private final long pid;

    ProcessWatch(long pid) {
        this.pid = pid;
    }

    static ProcessWatch self() {
        return new ProcessWatch(ProcessHandle.current().pid());
    }

    /** Processor time of all its threads since it began, in steps of about 10 ms; 0 if unknown. */
    long cpuNanos() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /** Memory it has in use now; 0 if unknown. */
    long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }
}
