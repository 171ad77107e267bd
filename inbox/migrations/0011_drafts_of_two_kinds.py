"""A person's answer and their note in one conversation are two drafts."""

from django.conf import settings
from django.db import migrations, models


def mark_notes(apps, schema_editor):
    apps.get_model("inbox", "Draft").objects.filter(how="note").update(is_note=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_triage"),
        ("inbox", "0010_long_posts_and_unread"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="is_note",
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveConstraint(model_name="draft", name="draft_one_a_person"),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("user", "conversation", "is_note"), name="draft_one_of_a_kind"
            ),
        ),
        # Last, when the table has its new form: PostgreSQL changes no table with rows that were just written.
        migrations.RunPython(mark_notes, migrations.RunPython.noop, elidable=True),
    ]
