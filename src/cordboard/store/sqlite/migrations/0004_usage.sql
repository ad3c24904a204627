-- The tally: what was used, summed by account, day and category in the transaction that makes it true. It only grows.
CREATE TABLE used (
    account_sid TEXT NOT NULL, day INTEGER NOT NULL, category TEXT NOT NULL, events INTEGER NOT NULL,
    usage INTEGER NOT NULL, price_micros INTEGER NOT NULL, PRIMARY KEY (account_sid, day, category)
) WITHOUT ROWID;

CREATE TABLE notification (
    key INTEGER PRIMARY KEY, account_sid TEXT NOT NULL, call_sid TEXT, level INTEGER NOT NULL, at_ms INTEGER NOT NULL,
    sid TEXT NOT NULL, body TEXT NOT NULL
);
CREATE INDEX notification_by_account ON notification (account_sid, key);
CREATE INDEX notification_by_call ON notification (call_sid, key) WHERE call_sid IS NOT NULL;
