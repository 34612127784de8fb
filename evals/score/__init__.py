"""How an extraction is scored against gold: claims aligned, cells judged, counts summed."""
