"""What mail servers say of spam."""

import pytest

from channels.email import mime
from tests.channels.email.taking_in import raw


@pytest.mark.parametrize(
    ("name", "value", "spam"),
    [
        ("X_Spam_Flag", "YES", True),
        ("X_Spam_Flag", "yes", True),
        ("X_Spam_Flag", "NO", False),
        ("X_Spam_Status", "Yes, score=9.1 required=5.0 tests=A,B", True),
        ("X_Spam_Status", "No, score=0.1 tests=YES_YES", False),
        ("X_Spam", "Yes", True),
        ("X_Forefront_Antispam_Report", "CIP:1.2.3.4;SCL:5;SFV:SPM;H:x", True),
        ("X_Forefront_Antispam_Report", "CIP:1.2.3.4;SCL:1;SFV:NSPM;H:x", False),
        ("X_MS_Exchange_Organization_SCL", "6", True),
        ("X_MS_Exchange_Organization_SCL", "-1", False),
        ("X_Other", "YES", False),
    ],
)
def test_a_server_says_that_a_mail_is_spam(name: str, value: str, *, spam: bool) -> None:
    assert mime.parse(raw(**{name: value})).spam is spam
