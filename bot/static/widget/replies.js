// The answers that are offered to a question: only those to the question that waits may be pressed.

/** Whether something that was said is on its way: an answer would come after it. */
export const sends = ({ unsent }) => unsent.some(({ state }) => /sending|waiting/.test(state));

/** Whether a message asks something, by the stage of its path: asking, confirming, correcting. */
export const asks = (message) => /ing$/.test(message?.answer?.path?.stage);

/** Hide the answers to questions that are past; who was on one goes to what was said after it. */
export function settle(list, conversation) {
  const { messages } = conversation;
  const last = messages.findLast(({ answer }) => answer?.path);
  const answered = asks(last) && messages.some(({ author, id }) => author === "contact" && +id > last.id);
  for (const replies of list.querySelectorAll(".choices[id]")) {
    const past = answered || replies.id !== `r${last.id}`;
    if (past && replies.matches(":focus-within")) {
      replies.closest("li").nextSibling?.querySelector("h3").focus({ preventScroll: true });
    }
    replies.hidden = past;
    for (const one of replies.querySelectorAll("button")) one.ariaDisabled = sends(conversation);
  }
}
