"""What there is to learn: decks of notes written in Markdown, their HTML, and the rules a good deck keeps."""
