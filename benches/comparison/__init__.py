"""The comparison of Geartrain with other job servers; `benches/compare` runs it."""
