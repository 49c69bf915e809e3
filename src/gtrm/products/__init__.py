"""What people see: reports, feedback, the approval question, bulletins, the site, exports."""
