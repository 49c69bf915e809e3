"""Rules as data: Great Expectations decides, and partners get the result in their words."""
