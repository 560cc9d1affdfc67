"""What is kept of all forecasts while they are judged, so that they can be drawn: a little, however many there are."""
