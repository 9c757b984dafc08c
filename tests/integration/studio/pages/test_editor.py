import pytest
from django.urls import reverse
from tests.factories.gallery import stored_image
@pytest.mark.django_db
def test_smoke(owner, owner_client):
    im=stored_image(owner)
    r=owner_client.get(reverse("studio:edit",args=[im.pk]))
    assert r.status_code==200
