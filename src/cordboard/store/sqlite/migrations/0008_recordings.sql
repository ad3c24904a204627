-- What is looked for at each start or deletion, of which there is little among many rows.
CREATE INDEX recording_deleted ON kept (json_extract(body, '$.deleted_ms')) WHERE kind='recording';
CREATE INDEX recording_of_conference ON kept (json_extract(body, '$.conference_sid'), key) WHERE kind='recording';
CREATE INDEX conference_by_status ON kept (account_sid, json_extract(body, '$.status'), key) WHERE kind='conference';
