-- What lists of the Communications API are filtered by has an index, tags a table of keys: the newest row with a tag is
-- found among a million without it.
CREATE INDEX comms_message_by_channel ON comms_message (account_sid, channel, key);
CREATE INDEX comms_post_by_user ON comms_post (account_sid, user_id, key) WHERE user_id IS NOT NULL;
CREATE TABLE comms_tag (owner TEXT NOT NULL, tag TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (owner, tag, key)) WITHOUT ROWID;
INSERT INTO comms_tag SELECT account_sid, each.key || ':' || each.value, row.key
    FROM (SELECT key, account_sid, tags FROM comms_message UNION ALL SELECT key, account_sid, tags FROM comms_post) row,
    json_each(row.tags) each;
