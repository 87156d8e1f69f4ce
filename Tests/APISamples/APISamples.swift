internal import API
