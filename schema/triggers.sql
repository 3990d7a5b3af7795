-- triggers: whatever changes what the copies were made from makes them stale, in whatever SQLite tool it is done.
--
-- The program itself runs no trigger of a database (anybody may have put one there); it makes the copies again instead.
CREATE TRIGGER IF NOT EXISTS request_inserted AFTER INSERT ON request WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS request_deleted AFTER DELETE ON request WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS request_updated AFTER UPDATE ON request WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS setting_updated AFTER UPDATE ON setting WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS model_updated AFTER UPDATE ON model WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS quantile_inserted AFTER INSERT ON quantile WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS quantile_deleted AFTER DELETE ON quantile WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS run_inserted AFTER INSERT ON run WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS run_updated AFTER UPDATE ON run WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS run_deleted AFTER DELETE ON run WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS setting_inserted AFTER INSERT ON setting WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
CREATE TRIGGER IF NOT EXISTS setting_deleted AFTER DELETE ON setting WHEN (SELECT fresh FROM copy_state) BEGIN UPDATE copy_state SET fresh = 0; END;
