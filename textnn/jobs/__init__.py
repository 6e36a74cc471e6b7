"""Many articles of a visitor, read in the background of the app: progress, tables, cancel."""
