"""The codebook: categories, triggers, cues, parties and places as data, with their loading and checks."""
