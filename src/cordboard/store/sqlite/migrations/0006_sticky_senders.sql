-- Which sender of a messaging service a recipient knows; forgotten with the service.
CREATE TABLE sticky_sender (
    service_sid TEXT NOT NULL, recipient TEXT NOT NULL, sender TEXT NOT NULL, PRIMARY KEY (service_sid, recipient)
) WITHOUT ROWID;
CREATE TRIGGER sticky_sender_of_service AFTER DELETE ON kept WHEN old.kind = 'messaging_service'
    BEGIN DELETE FROM sticky_sender WHERE service_sid = old.sid; END;
