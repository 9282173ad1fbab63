package io.sluice.gateway.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows in a frame, as wide as what is in them. A heading that ends in {@code #} is of numbers. */
final class Table {
    private final String[] headings;
    private final boolean[] isNumber;
    private final int[] widths;
    private final List<String[]> rows = new ArrayList<>();

    private Table(String[] headings) {
        this.headings = headings;
        isNumber = new boolean[headings.length];
        widths = new int[headings.length];
        for (int i = 0; i < headings.length; i++) {
            isNumber[i] = headings[i].endsWith("#");
            headings[i] = headings[i].replace("#", "");
            widths[i] = width(headings[i]);
        }
    }

    static Table of(String... headings) {
        return new Table(headings.clone());
    }

    /** What a terminal could take for a command is not shown as such. */
    Table row(String... cells) {
        String[] row = Arrays.stream(cells).map(Table::harmless).toArray(String[]::new);
        for (int i = 0; i < row.length; i++) {
            widths[i] = Math.max(widths[i], width(row[i]));
        }
        rows.add(row);
        return this;
    }

    void print(PrintWriter out) {
        if (rows.isEmpty()) {
            out.println("none");
            return;
        }
        out.println(rule("╭", "┬", "╮"));
        out.println(line(headings));
        out.println(rule("├", "┼", "┤"));
        rows.forEach(row -> out.println(line(row)));
        out.println(rule("╰", "┴", "╯"));
    }

    private String rule(String left, String middle, String right) {
        List<String> parts = new ArrayList<>();
        for (int width : widths) {
            parts.add("─".repeat(width + 2));
        }
        return left + String.join(middle, parts) + right;
    }

    private String line(String[] cells) {
        StringBuilder line = new StringBuilder("│");
        for (int i = 0; i < cells.length; i++) {
            String room = " ".repeat(widths[i] - width(cells[i]));
            line.append(' ').append(isNumber[i] ? room + cells[i] : cells[i] + room).append(" │");
        }
        return line.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    static String harmless(String text) {
        return text.codePoints()
                .map(each -> Character.isISOControl(each) ? '\uFFFD' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
