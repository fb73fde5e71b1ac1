"""Mutants of a module: the same source with one small fault, as a slip of the hand would make it."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mult, ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One fault: in which line, what it does, and the whole source with it."""

    line: int
    what: str
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a module. Annotations, docstrings and the words of messages stay."""
    tree = ast.parse(source)
    return [
        Mutant(line, what, ast.unparse(ast.fix_missing_locations(changed)))
        for line, what, changed in _changed(tree)
    ]


def _changed(tree: ast.Module) -> Iterator[tuple[int, str, ast.Module]]:
    places = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.stmt)]
    skipped = _annotations(tree)
    for place, node in enumerate(places):
        if id(node) in skipped:
            continue
        for what in _faults(node):
            whole = copy.deepcopy(tree)
            there = [one for one in ast.walk(whole) if isinstance(one, ast.expr | ast.stmt)][place]
            _apply(there, what)
            yield node.lineno, what, whole


def _annotations(tree: ast.Module) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            part = getattr(node, name, None)
            if part is not None:
                found |= {id(one) for one in ast.walk(part)}
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found |= {id(one) for mark in node.decorator_list for one in ast.walk(mark)}
        if isinstance(node, ast.Raise):  # which words a refusal has is the catalog's affair
            found |= {id(one) for one in ast.walk(node)}
    return found


def _faults(node: ast.AST) -> list[str]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            return ["other comparison"]
        case ast.BinOp(op=op) if type(op) in _CALCULATED:
            return ["other calculation"]
        case ast.BoolOp():
            return ["and for or"]
        case ast.UnaryOp(op=ast.Not()):
            return ["without not"]
        case ast.Constant(value=bool()):
            return ["other truth"]
        case ast.Constant(value=int()):
            return ["one more"]
        case ast.Return(value=ast.expr()):
            return ["returns none"]
        case ast.Expr(value=ast.Call()):
            return ["call left out"]
        case ast.If():
            return ["always", "never"]
    return []


def _apply(node: ast.AST, what: str) -> None:
    match node:
        case ast.Compare():
            node.ops = [_COMPARED[type(node.ops[0])]()]
        case ast.BinOp():
            node.op = _CALCULATED[type(node.op)]()
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.Expr():
            node.value = ast.Constant(None)
        case ast.If():
            node.test = ast.Constant(what == "always")
