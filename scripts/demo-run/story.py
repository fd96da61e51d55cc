"""What is built in the demonstration: the five tasks of the plan and the files that their workers write."""

SESSION = "session-20250112-143000"
PLAN = f"plan/{SESSION}"

TASKS = {
    "001": {
        "slug": "user-model", "description": "Create User model with email/password", "preconditions": [],
        "provides": ["User model class", "User.verify_password"], "files": ["models/user.py"],
        "estimated_time": "8 minutes", "priority": "high",
    },
    "002": {
        "slug": "auth-service", "description": "Create AuthService with login/register",
        "preconditions": ["User model class"], "provides": ["AuthService.login", "AuthService.register"],
        "files": ["services/auth.py", "requirements.txt"], "estimated_time": "10 minutes", "priority": "high",
    },
    "003": {
        "slug": "jwt-tokens", "description": "Add JWT token generation", "preconditions": ["User model class"],
        "provides": ["Token generation"], "files": ["services/tokens.py", "requirements.txt"],
        "estimated_time": "10 minutes", "priority": "medium",
    },
    "004": {
        "slug": "endpoints", "description": "Add login and register endpoints",
        "preconditions": ["AuthService.login", "Token generation"], "provides": ["POST /login", "POST /register"],
        "files": ["api/endpoints.py"], "estimated_time": "10 minutes", "priority": "medium",
    },
    "005": {
        "slug": "auth-tests", "description": "Write tests of authentication",
        "preconditions": ["AuthService.login", "AuthService.register", "Token generation"],
        "provides": ["Tests of authentication"], "files": ["tests/test_auth.py"], "estimated_time": "7 minutes",
        "priority": "medium",
    },
}


def plan():
    """The arguments of create_plan_branch."""
    return {
        "session_id": SESSION, "user_request": "Add user authentication with JWT",
        "architecture": "Plain Python: a model, two services, endpoints on top",
        "design_patterns": "Repository pattern, service layer", "technology_stack": "Python 3, hashlib, hmac",
        "tasks": [
            {"id": id, **{key: value for key, value in task.items() if key != "slug"}} for id, task in TASKS.items()
        ],
        "estimated_total_time": "45 minutes", "dependency_graph": "Wave 1: 001\nWave 2: 002, 003\nWave 3: 004, 005",
    }


USER = '''"""A user with an email address and a password that is never stored."""

import hashlib
import os


class User:
    def __init__(self, email, password):
        self.email = email
        self.salt = os.urandom(16)
        self.hash = self._hash(password)

    def _hash(self, password):
        return hashlib.pbkdf2_hmac("sha256", password.encode(), self.salt, 1000)

    def verify_password(self, password):
        return self._hash(password) == self.hash
'''

AUTH = '''"""Registers users and logs them in."""

from models.user import User


class AuthService:
    def __init__(self):
        self.users = {}

    def register(self, email, password):
        if email in self.users:
            raise ValueError("this address is registered")
        self.users[email] = User(email, password)
        return self.users[email]

    def login(self, email, password):
        user = self.users.get(email)
        return user if user and user.verify_password(password) else None
'''

TOKENS = '''"""Signed tokens that end by themselves."""

import base64
import hashlib
import hmac
import json

SECRET = b"change me"


def _sign(body):
    return base64.urlsafe_b64encode(hmac.new(SECRET, body, hashlib.sha256).digest())


def issue(email, now, seconds=900):
    body = base64.urlsafe_b64encode(json.dumps({"sub": email, "exp": now + seconds}).encode())
    return (body + b"." + _sign(body)).decode()


def read(token, now):
    body, _, signature = token.encode().partition(b".")
    if not hmac.compare_digest(signature, _sign(body)):
        return None
    claims = json.loads(base64.urlsafe_b64decode(body))
    return claims["sub"] if claims["exp"] > now else None
'''

ENDPOINTS = '''"""The two endpoints, without a web framework around them."""

from services import tokens


def register(service, email, password):
    service.register(email, password)
    return 201, {"email": email}


def login(service, email, password, now):
    user = service.login(email, password)
    if user is None:
        return 401, {"error": "wrong address or password"}
    return 200, {"token": tokens.issue(user.email, now)}
'''

TESTS = '''import unittest

from api import endpoints
from services import tokens
from services.auth import AuthService


class AuthTests(unittest.TestCase):
    def setUp(self):
        self.service = AuthService()
        endpoints.register(self.service, "a@example.org", "secret")

    def test_login_gives_a_token_that_names_the_user(self):
        status, answer = endpoints.login(self.service, "a@example.org", "secret", now=0)
        self.assertEqual(status, 200)
        self.assertEqual(tokens.read(answer["token"], now=1), "a@example.org")

    def test_a_wrong_password_is_refused(self):
        self.assertEqual(endpoints.login(self.service, "a@example.org", "guess", now=0)[0], 401)

    def test_a_token_ends(self):
        self.assertIsNone(tokens.read(tokens.issue("a@example.org", now=0), now=901))


if __name__ == "__main__":
    unittest.main()
'''

WORK = {
    "001": {
        "overview": "A model that keeps a salted hash",
        "files": {"models/__init__.py": "", "models/user.py": USER},
    },
    "002": {
        "overview": "A service on top of the model",
        "files": {"services/__init__.py": "", "services/auth.py": AUTH, "requirements.txt": "bcrypt==4.1\n"},
    },
    "003": {
        "overview": "Tokens signed with HMAC",
        "files": {"services/__init__.py": "", "services/tokens.py": TOKENS, "requirements.txt": "pyjwt==2.8\n"},
        "resolved": {"requirements.txt": "bcrypt==4.1\npyjwt==2.8\n"},
    },
    "004": {
        "overview": "Endpoints over service and tokens",
        "files": {"api/__init__.py": "", "api/endpoints.py": ENDPOINTS},
    },
    "005": {
        "overview": "Tests from the endpoints down",
        "files": {"tests/test_auth.py": TESTS, "tests/__init__.py": ""},
    },
}
