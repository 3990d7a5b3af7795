def samples(): return []
