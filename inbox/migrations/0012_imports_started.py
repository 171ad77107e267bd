from django.db import migrations, models


def begin_with_the_upload(apps, schema_editor):
    """Those that wait or run now count on from their upload, as they did."""
    imports = apps.get_model("inbox", "FileImport")
    imports.objects.exclude(status="uploaded").update(started_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("inbox", "0011_drafts_of_two_kinds")]

    operations = [
        migrations.AddField(
            model_name="fileimport",
            name="started_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(begin_with_the_upload, migrations.RunPython.noop, elidable=True),
    ]
