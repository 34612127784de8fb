"""Gold: what people say that an article reports. How the files are read, checked, compared and merged."""
