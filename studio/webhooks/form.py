"""What a person says of a webhook."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from studio.models import Webhook, WebhookKind
from studio.webhooks import posting


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Webhook
        fields = ["url", "kinds"]

    url = forms.CharField(max_length=500, label="Address")
    kinds = forms.MultipleChoiceField(
        choices=WebhookKind.choices,
        initial=list(WebhookKind.values),
        label="What is told?",
        error_messages={"required": "Choose at least one."},
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            posting.check(url)
        except posting.Refused as error:
            raise ValidationError(str(error)) from error
        return url
