package io.sluice.gateway.config;

import java.nio.file.Path;

/**
 * What relative paths count from.
 *
 * @param home where the gateway is installed: for paths in the file, and those nobody wrote down
 * @param workingDirectory where the command was typed: for paths in options and variables
 */
public record Places(Path home, Path workingDirectory) {}
