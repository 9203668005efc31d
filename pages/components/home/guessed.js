// The stories that were guessed in this browser. Prepended to hero.js and grid.js.

const GUESSED = "recipe-lab guessed";

const guessedStories = () => JSON.parse(localStorage.getItem(GUESSED) ?? "[]");

function noteGuessed(story) {
  localStorage.setItem(GUESSED, JSON.stringify([...new Set([...guessedStories(), story])]));
  dispatchEvent(new Event(GUESSED));
}
