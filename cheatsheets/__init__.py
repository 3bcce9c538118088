"""Cheat-sheets: Markdown laid out to fit one page, painted on screen and on paper."""
