"""Texts of one-time codes, of the second step at the sign-in, and of who may end whose access."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "unavailable.wrong_code": "That code does not open this practice. Another one may have taken its place.",
    "unavailable.code_waits": "A one-time code was made for you. Type it, and choose a password with it.",
    "unavailable.code_expired": "The time of this code is over. An owner makes another one under People.",
    "unavailable.second_step_due": "The code of your authenticator is needed first.",
    "security.code.length": "A code has {groups} groups of {characters} letters and digits.",
    "security.code.mistyped": "A letter or digit is mistyped. Compare the code with the slip.",
    "security.code.too_long": "A code opens for 31 days at most. Change that under Rules and limits.",
    "security.own_password_missing": "Type your own password: an owner can do everything that you can.",
    "security.not_oneself": "Nobody does this to themselves. Another owner can.",
    "security.not_active": "This person is not active. Let them back in first.",
    "security.last_owner": (
        "This is the last owner who can sign in. Make somebody else an owner first; only owners let "
        "people in."
    ),
    "security.password.same": "This is the password that you have now. Choose another.",
    "security.password.is_code": "The code is no password. Choose one of your own.",
    "security.second_step.there": "There is an authenticator already. Remove it first.",
    "security.second_step.not_proved": (
        "This is not the code that the authenticator shows now. Wait for the next one and type that."
    ),
    "security.second_step.wrong": (
        "This is not the code. Wait for the next one. The clock of this PC says {clock}; the phone must say "
        "the same."
    ),
    "security.second_step.taken": "This code was used already. Wait for the next one, half a minute at most.",
    "security.second_step.recovery_wrong": (
        "This recovery code does not open. Each one opens once, and new ones end those from before."
    ),
    "security.second_step.ahead": (
        "The phone's clock is {minutes} minutes ahead of this PC, which says {clock}. Set the one that is "
        "wrong. Until then a recovery code opens."
    ),
    "security.second_step.behind": (
        "The phone's clock is {minutes} minutes behind this PC, which says {clock}. Set the one that is "
        "wrong. Until then a recovery code opens."
    ),
    "security.second_step.own_by_code": "Remove your own under your name, with password and code.",
    "security.second_step.demanded": "Your role needs an authenticator. An owner can change that rule.",
    "security.role_unknown": "There is no role {name}.",
}
