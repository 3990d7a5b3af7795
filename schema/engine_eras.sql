-- engine_eras: which engine answered in which versions of Ollama, and what its durations cover. A row is a pattern of
-- versions (LIKE); the first in order of place that fits a version is its own.
--
-- Figures of two eras are not the same measurement, though they have the same names. Sources: Ollama's history, runner by
-- runner. MLX models differ from version to version, too (model.engine).
--  1. before 0.1.30:      llama.cpp's own server. Counts leave cached tokens or the first token out.
--  2. 0.1.30 to 0.1.48:   Ollama's copy of it. The prompt's count leaves cached tokens out.
--  3. 0.2 to 0.3:         the same with the whole prompt's count.
--  4. 0.4 to 0.6.1:       runners in Go, durations cut down to whole milliseconds. Waiting for a slot counts as prompt.
--  5. 0.6.2 to 0.12.4:    the same in nanoseconds.
--  6. 0.12.5 to 0.24:     active time only: waiting and sampling are in neither duration.
--  7. 0.30 on:            llama.cpp's server again, the whole prompt's count from 0.30.1 on.
CREATE VIEW engine_eras AS
SELECT 1 AS place, '0.0.%' AS pattern, 'before 0.1.30' AS engine_era
UNION ALL SELECT 2, '0.1._', 'before 0.1.30'
UNION ALL SELECT 3, '0.1._-%', 'before 0.1.30'
UNION ALL SELECT 4, '0.1.1_%', 'before 0.1.30'
UNION ALL SELECT 5, '0.1.2_%', 'before 0.1.30'
UNION ALL SELECT 6, '0.1.%', '0.1.30 to 0.1.48'
UNION ALL SELECT 7, '0.2.%', '0.2 to 0.3'
UNION ALL SELECT 8, '0.3.%', '0.2 to 0.3'
UNION ALL SELECT 9, '0.4.%', '0.4 to 0.6.1'
UNION ALL SELECT 10, '0.5.%', '0.4 to 0.6.1'
UNION ALL SELECT 11, '0.6.0%', '0.4 to 0.6.1'
UNION ALL SELECT 12, '0.6.1', '0.4 to 0.6.1'
UNION ALL SELECT 13, '0.6.1-%', '0.4 to 0.6.1'
UNION ALL SELECT 14, '0.6.%', '0.6.2 to 0.12.4'
UNION ALL SELECT 15, '0.7.%', '0.6.2 to 0.12.4'
UNION ALL SELECT 16, '0.8.%', '0.6.2 to 0.12.4'
UNION ALL SELECT 17, '0.9.%', '0.6.2 to 0.12.4'
UNION ALL SELECT 18, '0.10.%', '0.6.2 to 0.12.4'
UNION ALL SELECT 19, '0.11.%', '0.6.2 to 0.12.4'
UNION ALL SELECT 20, '0.12.0%', '0.6.2 to 0.12.4'
UNION ALL SELECT 21, '0.12.1', '0.6.2 to 0.12.4'
UNION ALL SELECT 22, '0.12.1-%', '0.6.2 to 0.12.4'
UNION ALL SELECT 23, '0.12.2%', '0.6.2 to 0.12.4'
UNION ALL SELECT 24, '0.12.3%', '0.6.2 to 0.12.4'
UNION ALL SELECT 25, '0.12.4%', '0.6.2 to 0.12.4'
UNION ALL SELECT 26, '0.1_.%', '0.12.5 to 0.24'
UNION ALL SELECT 27, '0.2_.%', '0.12.5 to 0.24'
UNION ALL SELECT 28, '0.__.%', '0.30 on';
