"""What a training leaves behind: the folder, the scores, the verdict, the report, and forecasts from it later."""
