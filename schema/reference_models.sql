-- reference_models: the models whose tokenizer is the yardstick. A row is a model that a person marked (model.is_reference).
--
-- evalrate --ref-tokenizer puts a TEMP table of this name in its place.
CREATE VIEW reference_models AS
SELECT model_id, tokenizer
FROM model
WHERE is_reference = 1;
