// The rows of answers alone, below an input that something else draws.

export default function ({ data, parentElement }) {
  drawRows(parentElement.querySelector(".answers"), data);
}
