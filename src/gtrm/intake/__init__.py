"""Intake: files are pulled, archived, read and landed as rows of text."""
