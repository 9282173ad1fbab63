package io.sluice.gateway.cli.bench;

import io.netty.channel.EventLoop;
import io.sluice.gateway.cli.client.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;

/**
 * All publishers and receivers of a run, spread over the event loops. Belongs to the thread that
 * leads the run; what belongs to event loops it asks there.
 */
final class Fleet {
    private static final int SHEET_BYTES = 64 << 10;
    private static final int SHEETS_BYTES = 16 << 20;

    private final int run = ThreadLocalRandom.current().nextInt();
    private final Shape shape;
    private final Load load;
    private final Dialect dialect;
    private final Faults faults;
    private final List<LoadLoop> loops = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<Seat> seats = new ArrayList<>();

    /** A connection, and the loop it runs on. */
    private record Seat(Link link, LoadLoop loop) {}

    Fleet(Shape shape, Load load, Dialect dialect, Transport transport, Faults faults) {
        this.shape = shape;
        this.load = load;
        this.dialect = dialect;
        this.faults = faults;
        transport.loops().forEach(loop -> loops.add(new LoadLoop((EventLoop) loop)));
        for (int i = 0; i < shape.publishers(); i++) {
            Publisher publisher =
                    new Publisher(loopOf(i), sheetOf(i), load, shape.receiversOfEach());
            publishers.add(publisher);
        }
        Lead[] leads = publishers.stream().map(Publisher::lead).toArray(Lead[]::new);
        Ledger shared = new Ledger(shape.sendersOf(0), leads);
        for (int i = 0; i < shape.receivers(); i++) {
            boolean own = shape.pattern() != Shape.Pattern.SHARED;
            Ledger ledger = own ? new Ledger(shape.sendersOf(i), leads) : shared;
            receivers.add(new Receiver(run, loopOf(i), ledger));
        }
    }

    List<LoadLoop> loops() {
        return loops;
    }

    List<Publisher> publishers() {
        return publishers;
    }

    /** Connects all receivers, and waits until their subscriptions stand. */
    void connectReceivers(Dialer dialer, Dialect.Visit visit) throws InterruptedException {
        for (int i = 0; i < receivers.size(); i++) {
            Receiver receiver = receivers.get(i);
            Dialect.Guest guest = new Dialect.Guest(nameOf("sub", i), visit);
            Link link = dialect.receiver(guest, shape.filterOf(i), load.qos(), receiver, faults);
            dial(dialer, link, receiver.loop());
        }
        awaitAll(dialer);
    }

    void connectPublishers(Dialer dialer) throws InterruptedException {
        for (int i = 0; i < publishers.size(); i++) {
            Publisher publisher = publishers.get(i);
            Dialect.Guest guest = new Dialect.Guest(nameOf("pub", i), Dialect.Visit.PASSING);
            dial(dialer, dialect.publisher(guest, publisher, faults), publisher.loop());
        }
        awaitAll(dialer);
    }

    /** All publishers begin; at a fixed rate their messages interleave. */
    void start(Span span) {
        double interval =
                load.ratePerSecond() == 0 ? 0 : 1e9 * publishers.size() / load.ratePerSecond();
        long begin = System.nanoTime();
        for (int i = 0; i < publishers.size(); i++) {
            Publisher publisher = publishers.get(i);
            Pace pace = new Pace(begin + (long) (interval * i / publishers.size()), interval);
            long messages = span.shareOf(i, publishers.size());
            publisher.loop().eventLoop().execute(() -> publisher.start(pace, messages));
        }
    }

    void stop() {
        publishers.forEach(publisher -> ask(publisher.loop(), () -> stopped(publisher)));
    }

    Tally tally() {
        Tally all = Tally.empty();
        for (LoadLoop loop : loops) {
            all = all.plus(ask(loop, loop::tally));
        }
        return all;
    }

    void forgetLatencies() {
        loops.forEach(loop -> loop.eventLoop().execute(loop::forgetLatencies));
    }

    /** Whether all was sent, and acknowledged where that is asked for. */
    boolean isSent() {
        for (Publisher publisher : publishers) {
            if (!ask(publisher.loop(), publisher::isDone)) {
                return false;
            }
        }
        return true;
    }

    /** Whether, besides, all was received as often as it should be. */
    boolean isQuiet() {
        return isSent() && verdict().lost() == 0;
    }

    Verdict verdict() {
        long sent = 0;
        for (Publisher publisher : publishers) {
            sent += ask(publisher.loop(), publisher::sent);
        }
        Verdict verdict = Verdict.of(sent * shape.receiversOfEach());
        boolean shared = shape.pattern() == Shape.Pattern.SHARED;
        for (Receiver receiver : shared ? receivers.subList(0, 1) : receivers) {
            verdict = ask(receiver.loop(), verdictAfter(verdict, receiver.ledger()));
        }
        return shared ? verdict.withoutOrder() : verdict;
    }

    /** Says goodbye on every connection, and waits until all are closed. */
    void leave(Dialer dialer) throws InterruptedException {
        seats.forEach(seat -> ask(seat.loop(), () -> left(seat.link())));
        for (Seat seat : seats) {
            dialer.awaitGone(seat.link());
        }
        seats.clear();
    }

    /** A clean connection under the same name takes a session away that was kept. */
    void forgetSessions(Dialer dialer) throws InterruptedException {
        connectReceivers(dialer, Dialect.Visit.PASSING);
        leave(dialer);
    }

    void release() {
        publishers.forEach(Publisher::release);
    }

    private static Callable<Verdict> verdictAfter(Verdict before, Ledger ledger) {
        return () -> before.plus(ledger);
    }

    private static boolean stopped(Publisher publisher) {
        publisher.stop();
        return true;
    }

    private static boolean left(Link link) {
        link.leave();
        return true;
    }

    private void dial(Dialer dialer, Link link, LoadLoop loop) throws InterruptedException {
        seats.add(new Seat(link, loop));
        dialer.dial(link, loop.eventLoop());
    }

    private void awaitAll(Dialer dialer) throws InterruptedException {
        for (Seat seat : seats) {
            dialer.await(seat.link());
        }
    }

    private LoadLoop loopOf(int number) {
        return loops.get(number % loops.size());
    }

    private Sheet sheetOf(int publisher) {
        boolean numbered = shape.topicsEach() > 1;
        byte[] payload = Stamp.payload(load.payloadBytes(), run, publisher);
        Sheet.Form form = dialect.form(shape.topicOf(publisher), numbered, load.qos(), payload);
        int sheetBytes = Math.min(SHEET_BYTES, SHEETS_BYTES / shape.publishers());
        return new Sheet(form, sheetBytes, shape.topicsEach());
    }

    private String nameOf(String role, int number) {
        return "bench-%08x-%s-%d".formatted(run, role, number);
    }

    private static <T> T ask(LoadLoop loop, Callable<T> question) {
        return loop.eventLoop().submit(question).syncUninterruptibly().getNow();
    }
}
