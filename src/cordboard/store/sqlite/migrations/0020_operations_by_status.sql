-- Those of a million operations that are under way are found by an index; nothing is looked up by account alone any more.
CREATE INDEX comms_operation_by_status ON comms_operation (account_sid, family, status, key);
DROP INDEX comms_operation_by_account;
