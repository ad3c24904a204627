-- What a number is and can do, as JSON. Numbers from before can do everything; some are toll free.
ALTER TABLE phone_number ADD COLUMN nature TEXT NOT NULL DEFAULT '{"type":"local"}';
UPDATE phone_number SET nature = '{"type":"toll-free"}'
WHERE substr(phone_number, 1, 5) IN ('+1800', '+1833', '+1844', '+1855', '+1866', '+1877', '+1888');
