-- Which voice said a line of a transcript, and in which language; of what no document had said there is neither.
ALTER TABLE heard ADD COLUMN voice TEXT;
ALTER TABLE heard ADD COLUMN language TEXT;
