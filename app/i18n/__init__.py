"""The language of people: messages, words for wrong input, fiscal years and eras."""
