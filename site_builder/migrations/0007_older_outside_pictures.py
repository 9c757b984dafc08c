"""Sites that were saved before pictures of other addresses were fetched have theirs fetched too."""

from django.db import migrations

from site_builder import outside

MOST = 100  # of one spec, as `fetching.MOST` was then


def note(apps, schema_editor):
    OutsidePicture = apps.get_model("site_builder", "OutsidePicture")
    for site in apps.get_model("site_builder", "Site").objects.filter(outside_pictures=None):
        valid = site.specs.filter(is_draft=False, document__isnull=False)
        spec = valid.order_by("-revision").first()
        named = outside.addresses_in(spec.document)[:MOST] if spec else []
        OutsidePicture.objects.bulk_create(OutsidePicture(site=site, url=url) for url in named)


class Migration(migrations.Migration):
    dependencies = [
        ("site_builder", "0006_translations"),
    ]

    operations = [
        migrations.RunPython(note, migrations.RunPython.noop, elidable=True),
    ]
