from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0003_rubric_pp_t3")]

    operations = [
        migrations.AlterField(
            model_name="portfolioentry",
            name="type",
            field=models.CharField(
                choices=[
                    ("trial_product", "Product of a trial"),
                    ("trial_card", "Observation card and questionnaire of a trial"),
                    ("certificate", "Certificate"),
                ],
                max_length=20,
            ),
        ),
    ]
