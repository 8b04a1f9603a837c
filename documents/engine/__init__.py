"""From frozen values to a PDF/A-3a file: words, fonts, template, press. Knows no request and no queue."""
