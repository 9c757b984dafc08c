"""What a person does with templates: write, change, copy, delete, bring in and take out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gallery.request import Request
from gallery.serving import as_download
from sessions_app.entry_files import BadFile, text_of
from studio import template_files, template_marks, templating
from studio.forms import ComposerForm
from studio.models import (
    Batch,
    Category,
    FavouritePrompt,
    Generation,
    PastPrompt,
    PromptTemplate,
)
from studio.models.prompt_template import Field
from studio.template_entries import TemplateEntry, complete_fields
from studio.views.ids import as_id
from studio.views.notices import tell
from studio.views.prompt_rows import cards
from studio.views.template_form import TemplateForm, initial_from, initial_of, name_from

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
def new_template(request: Request) -> HttpResponse:
    """Empty, or from `?past=`, `?favourite=` or `?batch=`."""
    if request.method != "POST":
        return _form(request, TemplateForm(initial=_initial(request)), None)
    return _save(request, PromptTemplate(owner=request.user))


@_GET_OR_POST
def template(request: Request, pk: int) -> HttpResponse:
    found = _kept(request, pk)
    if request.method != "POST":
        return _form(request, TemplateForm(initial=initial_of(found)), found)
    return _save(request, found)


@require_POST
def template_fields(request: Request) -> HttpResponse:
    """The inputs for the slots of the text as it is typed."""
    return render(request, "studio/_template_fields.html", {"form": TemplateForm(request.POST)})


@require_POST
def keep_as_template(request: Request) -> HttpResponse:
    """The composer's prompt, stored at once under its first words; a toast leads to the rest."""
    form = ComposerForm(request.POST)
    form.is_valid()  # whatever else is wrong with it, its words can be kept
    said = form.cleaned_data
    text, words = said.get("prompt", ""), said.get("slots", {})
    entry = TemplateEntry(
        name=name_from(templating.fill(text, words)),
        text=text,
        category=_category_of(request, said.get("template")),
        fields=_fields(text, words),
        aspect_ratio=said.get("aspect_ratio", ""),
        model=said.get("model", ""),
    )
    if problems := entry.problems():
        back = reverse("studio:generate")
        return tell(request, problems[0].message, tone="error", status=422, back=back)
    made = entry.write(PromptTemplate(owner=request.user))
    made.save()
    return tell(request, "Saved as a template.", url=_url(made), action="Edit", back=_url(made))


@require_POST
def star_template(request: Request, pk: int) -> HttpResponse:
    """Says which it is to be, so that a second click of an impatient person changes nothing."""
    found = get_object_or_404(PromptTemplate.objects.visible_to(request.user), pk=pk)
    template_marks.star(found, by=request.user, starred=request.POST.get("starred") == "1")
    if not request.htmx:
        return redirect(f"{reverse('studio:prompts')}#template-{pk}")
    [card] = cards([found], request.user)
    return render(request, "studio/_template_star.html", {"card": card})


@require_POST
def delete_template(request: Request, pk: int) -> HttpResponse:
    """Out of the list at once; the page that follows offers the way back."""
    found = _kept(request, pk)
    PromptTemplate.objects.filter(pk=found.pk).update(archived=True)
    return redirect(f"{reverse('studio:prompts')}?deleted={pk}")


@require_POST
def restore_template(request: Request, pk: int) -> HttpResponse:
    kept = PromptTemplate.objects.kept_by(request.user).filter(archived=True)
    found = get_object_or_404(kept, pk=pk)
    PromptTemplate.objects.filter(pk=found.pk).update(archived=False)
    messages.success(request, f"“{found.name}” is back.")
    return redirect("studio:prompts")


@require_POST
def duplicate_template(request: Request, pk: int) -> HttpResponse:
    """A copy of the person's own, to be changed."""
    found = get_object_or_404(PromptTemplate.objects.visible_to(request.user), pk=pk)
    copy = TemplateEntry.of(found).write(PromptTemplate(owner=request.user))
    copy.save()
    messages.success(request, "This copy is yours to change.")
    return redirect(_url(copy))


@require_safe
def export_templates(request: Request) -> HttpResponse:
    """The person's own as a file that `import_templates` takes."""
    own = PromptTemplate.objects.filter(owner=request.user, archived=False)
    text, headers = template_files.write(own.order_by("pk")), as_download("musa-templates.json")
    return HttpResponse(text, content_type="application/json", headers=headers)


@_GET_OR_POST
def import_templates(request: Request) -> HttpResponse:
    """All of a file or nothing; each problem is told with the number of its entry."""
    if request.method != "POST":
        return render(request, "studio/import_templates.html")
    text = request.POST.get("text", "")
    try:
        text = text_of(request.FILES.get("file"), max_bytes=template_files.MAX_BYTES) or text
        entries = template_files.read(text)
    except BadFile as error:
        context = {"problems": error.problems, "text": text}
        return render(request, "studio/import_templates.html", context, status=422)
    added = template_files.add(entries, owner=request.user)
    known = len(entries) - added
    told = f"{added} added." + (f" {known} you had already." if known else "")
    messages.success(request, told)
    return redirect("studio:prompts")


def _save(request: Request, found: PromptTemplate) -> HttpResponse:
    form = TemplateForm(request.POST)
    if form.is_valid():
        entry = form.entry()
        form.show(entry.problems())
    if not form.is_valid():
        return _form(request, form, found if found.pk else None, status=422)
    entry.write(found)
    if request.user.is_staff:
        found.shared = form.cleaned_data["shared"] or found.owner_id is None
    found.save()
    messages.success(request, "Template saved.")
    return redirect("studio:prompts")


def _form(
    request: Request, form: TemplateForm, found: PromptTemplate | None, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "template": found}
    return render(request, "studio/template.html", context, status=status)


def _initial(request: Request) -> dict[str, Any]:
    user, said = request.user, request.GET
    if (pk := as_id(said.get("past", ""))) is not None:
        past = get_object_or_404(PastPrompt.objects.visible_to(user), pk=pk)
        return initial_from(past.prompt, past.requested)
    if (pk := as_id(said.get("favourite", ""))) is not None:
        favourite = get_object_or_404(FavouritePrompt.objects.visible_to(user), pk=pk)
        return initial_from(favourite.prompt, favourite.requested)
    if (pk := as_id(said.get("batch", ""))) is not None:
        batch = get_object_or_404(Batch.objects.visible_to(user), pk=pk)
        first = Generation.objects.filter(batch=batch).order_by("position", "pk").first()
        return initial_from(first.prompt, first.requested) if first else {}
    return {}


def _kept(request: Request, pk: int) -> PromptTemplate:
    """One that the person may change; another's is 404."""
    kept = PromptTemplate.objects.kept_by(request.user).filter(archived=False)
    return get_object_or_404(kept, pk=pk)


def _category_of(request: Request, pk: int | None) -> str:
    """That of the template which the prompt came from."""
    origin = PromptTemplate.objects.visible_to(request.user).filter(pk=pk or 0).first()
    return origin.category if origin else Category.PHOTOREALISTIC


def _fields(text: str, words: dict[str, str]) -> list[Field]:
    """The slots of the text; what stands in each now is its default."""
    empty = complete_fields(text, ())
    return [Field(**field | {"default": words.get(field["name"], "")}) for field in empty]


def _url(found: PromptTemplate) -> str:
    return reverse("studio:template", args=[found.pk])
