"""Intake: files are downloaded, archived, read and landed as rows of text."""
