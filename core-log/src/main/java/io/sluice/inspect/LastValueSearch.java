package io.sluice.inspect;

import io.sluice.log.TopicSurvey;
import java.io.IOException;
import java.util.List;

/** Looks for the last message of each topic. Belongs to one thread. */
public final class LastValueSearch implements LogSearch<LastValues> {
    private final TopicSurvey survey;
    private final int max;

    /**
     * A search that has not begun.
     *
     * @param survey of one topic more than wanted, to know whether there are more
     * @param max how many are wanted
     */
    public LastValueSearch(TopicSurvey survey, int max) {
        this.survey = survey;
        this.max = max;
    }

    @Override
    public boolean step() throws IOException {
        return survey.step();
    }

    @Override
    public LastValues found(boolean isComplete) {
        List<StoredMessage> messages =
                survey.found().values().stream().limit(max).map(StoredMessage::new).toList();
        return new LastValues(messages, survey.found().size() > max, isComplete);
    }
}
