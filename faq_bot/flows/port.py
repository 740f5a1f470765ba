"""What the bot wants of guided flows: the seam between deciding what to say next and the tasks in steps."""

from typing import Protocol

from faq_bot.flows.records import FlowCard, FlowContext, FlowInput, FlowReply, FlowState


class GuidedFlows(Protocol):
    """`Flows` is the one of the product; tests of the bot have a smaller one."""

    def offered(self) -> tuple[FlowCard, ...]:
        """The flows that can be done now: one that needs a shop is left out where none is connected."""

    def start(self, flow: str, context: FlowContext, said: str = "") -> FlowReply:
        """The first step, which never acts. said: the message that asked for the flow; an order number in it is not
        asked for again. KeyError for a flow that is not offered.
        """

    def is_answer_plausible(self, state: FlowState, said: FlowInput) -> bool:
        """Whether it may be an answer to the current step, rather than another question: then the bot need not ask
        its engine. False for a state whose flow is not there any more.
        """

    def go_on(self, state: FlowState, said: FlowInput, context: FlowContext) -> FlowReply:
        """What comes of an answer, or of a choice such as back."""

    def resume(self, state: FlowState, context: FlowContext) -> FlowReply:
        """The current step once more: after a pause, a reload, or another question that was answered meanwhile.

        Never acts. A step that was changed meanwhile is begun anew.
        """

    async def act(self, state: FlowState, context: FlowContext) -> FlowReply:
        """Do what the state waits for, after a reply that `acts`. Never `acts` itself. Takes seconds at most."""
